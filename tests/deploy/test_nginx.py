"""The reverse proxy's files are ones that nginx accepts."""

import shutil
import subprocess
from pathlib import Path

import pytest

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"


def configuration(folder: Path) -> Path:
    """The shipped files in a test's folder: same words, no certificate and no port below 1024."""
    site = (DEPLOY / "nginx.conf").read_text()
    site = site.replace("/etc/nginx/snippets/civic-proxy.conf", str(DEPLOY / "nginx-proxy.conf"))
    site = site.replace("/srv/civic", str(folder)).replace("443 ssl http2", "8443").replace(":80;", ":8080;")
    site = site.replace("listen 80;", "listen 8080;")
    site = "\n".join(line for line in site.splitlines() if "ssl_" not in line)
    main = folder / "nginx.conf"
    temporary = "\n".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main.write_text(
        f"pid {folder}/nginx.pid; error_log stderr; events {{}}\n"
        f"http {{ access_log off; {temporary}\ninclude /etc/nginx/mime.types;\n{site}\n}}"
    )
    return main


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed")
def test_nginx_accepts_the_configuration(tmp_path: Path) -> None:
    done = subprocess.run(["nginx", "-t", "-c", configuration(tmp_path)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr


def test_media_are_only_reached_through_the_application() -> None:
    site = (DEPLOY / "nginx.conf").read_text()
    block = site.split("location /protected-media/ {")[1].split("}")[0]
    assert "internal;" in block
    assert site.count("/srv/civic/media/") == 1
