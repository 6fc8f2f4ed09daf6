# A payment failed.

mail-card-failed-subject = The payment of your subscription failed
mail-card-failed-heading = A payment failed
mail-card-failed-said = The last payment for the { $plan } subscription of { $company } was refused by your bank. It is tried again during the next days.
mail-card-failed-until = Please update your card before { $day }: after that, nothing can be added until the payment is made.
mail-card-failed-over = Until it is made, nothing can be added. Please update your card.
mail-card-failed-kept = All that exists stays open: evidence, documents, withdrawals and exports.
mail-card-failed-button = Update the card
mail-card-failed-again = If the payment was made meanwhile, there is nothing left to do.
