from civic.core.descriptors import Feature, NotificationCategory, Right

CATEGORY = NotificationCategory(key="posts", label="Publications", icon="megaphone", position=10)
FEATURE = Feature(
    "posts",
    label="Publications",
    sentence="Vos nouvelles dans le fil, avec photos, vidéos et commentaires.",
    position=10,
)
PUBLISH = Right(
    "publish",
    label="Publier",
    sentence="Écrire, programmer, modifier et supprimer les publications de la mairie.",
    position=10,
)
