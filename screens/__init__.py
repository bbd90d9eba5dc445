"""What people see. Renders views and sends intents; holds no rule."""
