# A notification by e-mail.

mail-notification-button = See it on be-right
mail-notification-settings = You choose in your subscriptions what you are written about.
mail-footer-user = You receive this message as a user of be-right.
