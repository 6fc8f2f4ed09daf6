# Evidence that contradicts its seal.

mail-evidence-subject = be-right: evidence was changed
mail-evidence-heading = Evidence is not what was sealed
mail-evidence-text = be-right compared the evidence of consents with the seals that were made when it happened: the answers below do not fit. The database may have been changed from outside, or be damaged.
mail-evidence-more = and { $count } more
mail-evidence-next = No evidence of these answers is handed out any more. Do not change anything: keep a copy of the data folder, find out who could write to it, and compare with the copies that were sent to the people, or with a backup.
mail-label-references = References
