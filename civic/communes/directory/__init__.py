"""Reading the official files about communes: pure parsing, no database, no network."""
