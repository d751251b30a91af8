#!/usr/bin/env bash
# backup.sh FOLDER: the database and the media, as FOLDER/<date>/, complete or not there at all.
# Needs DATABASE_URL and MEDIA_DIR; keeps the newest BACKUPS_KEPT (14). The keys of the environment file are
# not in it: without ENCRYPTION_KEYS the encrypted fields cannot be read again, so keep that file elsewhere too.
set -euo pipefail
umask 077
folder=${1:?usage: backup.sh FOLDER}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/connection.sh"

name=$(date -u +%Y%m%dT%H%M%SZ)
mkdir -p "$folder"
unfinished=$(mktemp -d "$folder/.unfinished-XXXXXX")
trap 'rm -rf "$unfinished"' EXIT

# The database first: a file that arrives meanwhile is then one too many, which harms nobody.
pg_dump --format=custom --no-owner --no-privileges --file="$unfinished/database.dump" "$DATABASE"
tar -C "$MEDIA_DIR" -cf "$unfinished/media.tar" .
pg_restore --list "$unfinished/database.dump" >/dev/null
(cd "$unfinished" && sha256sum database.dump media.tar >SHA256SUMS)
sync "$unfinished"/*
mv -T "$unfinished" "$folder/$name"
trap - EXIT

mapfile -t old < <(find "$folder" -mindepth 1 -maxdepth 1 -type d -name '2*Z' | sort -r | tail -n "+$((${BACKUPS_KEPT:-14} + 1))")
for one in "${old[@]}"; do rm -rf -- "$one"; done
echo "$folder/$name"
