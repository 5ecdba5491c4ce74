#!/bin/sh
# With arguments: as `discograph` does. Without: publish now what is missing of this week, then
# again every Monday at six in the morning of TZ; the same week again is unchanged.
set -eu
[ "$#" -eq 0 ] || exec discograph "$@"

while true; do
  if discograph weekly; then
    next='next monday 06:00'
  else
    next='+1 hour'
  fi
  echo "again at $(date -d "$next" '+%F %R %Z')"
  at=$(date -d "$next" +%s)
  while [ "$(date +%s)" -lt "$at" ]; do # a machine that was asleep must not sleep on
    sleep 60
  done
done
