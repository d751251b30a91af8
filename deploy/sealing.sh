# Sourced by backup.sh and restore.sh: what leaves this machine is read by nobody who has not the passphrase.
if [ ! -s "${BACKUP_KEY_FILE:?the file that holds the passphrase of the backups}" ]; then
  echo "BACKUP_KEY_FILE ($BACKUP_KEY_FILE) is missing or empty." >&2
  exit 3
fi
GNUPGHOME=$(mktemp -d)
export GNUPGHOME
trap 'rm -rf "$GNUPGHOME"' EXIT
sealing=(gpg --batch --quiet --no-tty --pinentry-mode loopback --passphrase-file "$BACKUP_KEY_FILE")

# seal FILE: what comes in, encrypted.
seal() { "${sealing[@]}" --symmetric --cipher-algo AES256 --compress-algo none --output "$1"; }

# unseal FILE: what was sealed.
unseal() { "${sealing[@]}" --decrypt "$1"; }
