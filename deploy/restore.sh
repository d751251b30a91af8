#!/usr/bin/env bash
# restore.sh BACKUP: a backup made by backup.sh, into an empty database and an empty media folder.
# The secrets of polls are in no backup: leave POLL_SECRETS_DIR as it is where it is still there. A poll that was open
# then and whose secret is gone says so on its page, and the town hall closes it without a result.
# Needs the BACKUP_KEY_FILE that it was made with. Refuses anything that is not empty. Stop web and worker first; start them after `manage.py migrate`.
set -euo pipefail
umask 077
backup=${1:?usage: restore.sh BACKUP}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/connection.sh"
source "$here/sealing.sh"

(cd "$backup" && sha256sum --quiet --check SHA256SUMS)
tables=$(psql -X -A -t -c "select count(*) from pg_tables where schemaname = 'public'" "$DATABASE")
if [ "$tables" != 0 ]; then
  echo "The database is not empty ($tables tables): restore into a new one." >&2
  exit 3
fi
mkdir -p "$MEDIA_DIR"
if [ -n "$(ls -A "$MEDIA_DIR")" ]; then
  echo "The media folder $MEDIA_DIR is not empty." >&2
  exit 3
fi

unseal "$backup/database.dump.gpg" |
  pg_restore --exit-on-error --single-transaction --no-owner --no-privileges --dbname="$DATABASE"
unseal "$backup/media.tar.gpg" | tar -C "$MEDIA_DIR" -xf -
echo "Restored $backup"
