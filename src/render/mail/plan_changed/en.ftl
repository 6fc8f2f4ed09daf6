# The plan is another one.

mail-plan-changed-subject = Your plan has changed
mail-plan-changed-heading = Your plan has changed
mail-plan-changed-said = { $company } is now on the { $plan } plan. It was { $was } before.
mail-plan-by-hand = The administrator of this server changed it.
mail-plan-ended-subject = Your subscription has ended
mail-plan-ended-heading = Your subscription has ended
mail-plan-ended-said = The { $was } subscription of { $company } has ended. You are on the { $plan } plan from now on.
mail-plan-less = Nothing that exists is taken away. Where there is more than the plan allows, nothing can be added.
mail-plan-button = See what the plan allows
