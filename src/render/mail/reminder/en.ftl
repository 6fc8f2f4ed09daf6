# The reminder.

mail-reminder-subject = Reminder: your answer for “{ $event }”
mail-reminder-subject-child = Reminder: your answer for { $child }, “{ $event }”
mail-reminder-preheader = We have not received your answer yet. A refusal is an answer too.
mail-reminder-preheader-child = We have not received your answer for { $child } yet. A refusal is an answer too.
mail-reminder-heading = Your answer is awaited
mail-reminder-waiting = { $company } has not yet received your answer about the photos of the shoot “{ $event }”. You can accept or refuse: a refusal is an answer too, and you need not give a reason.
mail-reminder-waiting-child = { $company } has not yet received your answer about the photos of { $child } at the shoot “{ $event }”. You can accept or refuse: a refusal is an answer too, and you need not give a reason.
