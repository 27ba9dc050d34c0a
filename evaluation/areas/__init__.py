"""Areas of communes: a file of the province is read, checked, simplified and matched with the register."""
