"""What those who show private files listen to. A signal, sent in the transaction that writes the change: whoever holds
the file stands above this app, and nobody needs to read next year that a picture was ready."""

from django.dispatch import Signal

file_changed = Signal()  # file: PrivateFile that is ready, or has failed
