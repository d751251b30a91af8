"""What a page says, whatever the layout of its template."""

import re


def on_one_line(html: str) -> str:
    """Without the line breaks and the indentation of the template: none beside a tag, a space between words."""
    html = re.sub(r"(</\w+)\n>", r"\1>", html)  # the loader puts the last break of a link into its end tag
    html = re.sub(r">[ ]*\n\s*", ">", html)
    html = re.sub(r"\s*\n\s*(?=</?[a-z])", "", html)
    return re.sub(r"[ ]*\n[ \n]*", " ", html)
