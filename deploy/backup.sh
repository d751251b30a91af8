#!/usr/bin/env bash
# backup.sh FOLDER: the database and the media, as FOLDER/<date>/, complete or not there at all.
# Both are encrypted with the passphrase in BACKUP_KEY_FILE (gpg, AES-256, its integrity checked when it is read). Needs
# DATABASE_URL and MEDIA_DIR too; keeps the newest BACKUPS_KEPT (14). Neither that file nor the keys of the environment file
# are in it: without both, nothing can be read again, so keep them elsewhere too, and never beside the backups.
# POLL_SECRETS_DIR is never in it: a copy of it would say, beside this one, who chose what in the polls.
set -euo pipefail
umask 077
folder=${1:?usage: backup.sh FOLDER}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/connection.sh"
source "$here/sealing.sh"

secrets=$(realpath -m "${POLL_SECRETS_DIR:-${STATE_DIR:-/nowhere}/poll-secrets}")
case "$secrets/" in
  "$(realpath -m "$MEDIA_DIR")"/* | "$(realpath -m "$folder")"/*)
    echo "POLL_SECRETS_DIR ($secrets) would be in the backup: move it out of the media and backups." >&2
    exit 4
    ;;
esac

name=$(date -u +%Y%m%dT%H%M%SZ)
mkdir -p "$folder"
unfinished=$(mktemp -d "$folder/.unfinished-XXXXXX")
trap 'rm -rf "$unfinished" "$GNUPGHOME"' EXIT

# The database first: a file that arrives meanwhile is then one too many, which harms nobody.
pg_dump --format=custom --no-owner --no-privileges "$DATABASE" | seal "$unfinished/database.dump.gpg"
tar -C "$MEDIA_DIR" -cf - . | seal "$unfinished/media.tar.gpg"
unseal "$unfinished/database.dump.gpg" | pg_restore --list >/dev/null
(cd "$unfinished" && sha256sum database.dump.gpg media.tar.gpg >SHA256SUMS)
sync "$unfinished"/*
mv -T "$unfinished" "$folder/$name"

mapfile -t old < <(find "$folder" -mindepth 1 -maxdepth 1 -type d -name '2*Z' | sort -r | tail -n "+$((${BACKUPS_KEPT:-14} + 1))")
for one in "${old[@]}"; do rm -rf -- "$one"; done
echo "$folder/$name"
