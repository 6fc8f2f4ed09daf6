# The backup failed.

mail-backup-subject = The backup of be-right failed
mail-backup-heading = No new backup
mail-backup-no-room = There is not enough room for a new backup: it needs { $needed }, and { $free } are left.
mail-backup-full = The disk became full while the backup was made.
mail-backup-folder = The folder for backups, “{ $path }”, cannot be used: { $why }.
mail-backup-busy = Another backup was being made.
mail-backup-damaged = The database is damaged: { $fault }. Earlier backups were not touched.
mail-backup-other = The backup stopped halfway: { $why }.
mail-backup-never = never
mail-backup-next = On the server, “be-right doctor” says what to mend, and “be-right backup” tries again at once.
mail-backup-again = be-right also tries again by itself during the day. This message is sent once a day only.
mail-label-last-backup = Last backup
