from civic.core.descriptors import Feature, NotificationCategory, Right

CATEGORY = NotificationCategory(key="fountains", label="Fontaines", icon="droplet", position=200)
FEATURE = Feature("fountains", label="Fontaines", sentence="Où boire de l’eau dans la commune.", position=200)
LIST_FOUNTAINS = Right(
    "fountains", label="Tenir la liste des fontaines", sentence="Ajouter une fontaine.", position=200
)
