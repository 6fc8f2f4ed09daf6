# A notification by e-mail.

mail-notification-button = See it on be-right
mail-footer-user = You receive this message as a user of be-right.
