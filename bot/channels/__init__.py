"""How people reach Ventanilla. Each channel takes messages in and gives answers out; none understands them."""
