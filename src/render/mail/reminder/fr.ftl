# Le rappel.

mail-reminder-subject = Rappel : votre réponse pour « { $event } »
mail-reminder-subject-child = Rappel : votre réponse pour { $child }, « { $event } »
mail-reminder-preheader = Nous n’avons pas encore reçu votre réponse. Un refus est aussi une réponse.
mail-reminder-preheader-child = Nous n’avons pas encore reçu votre réponse pour { $child }. Un refus est aussi une réponse.
mail-reminder-heading = Votre réponse est attendue
mail-reminder-waiting = { $company } n’a pas encore reçu votre réponse au sujet des photos de la séance « { $event } ». Vous pouvez accepter ou refuser : un refus est aussi une réponse, et vous n’avez pas à le justifier.
mail-reminder-waiting-child = { $company } n’a pas encore reçu votre réponse au sujet des photos { $of-child } à la séance « { $event } ». Vous pouvez accepter ou refuser : un refus est aussi une réponse, et vous n’avez pas à le justifier.
