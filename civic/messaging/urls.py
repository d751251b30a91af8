from django.urls import path

from civic.messaging.views import absences, conversations, mayors, messages, reusing, searching, templates

_HERE = "<slug:slug>/messagerie/"
_ONE = _HERE + "<uuid:private_thread_id>/"
_TEMPLATE = _HERE + "reponses/<uuid:reply_template_id>/"
_MESSAGE = _HERE + "messages/<uuid:private_message_id>/"

urlpatterns = [
    path("messagerie/", conversations.messaging, name="messaging"),
    path(_HERE, conversations.conversation_list, name="conversation_list"),
    path(_HERE + "nouveau/", conversations.conversation_new, name="conversation_new"),
    path(_HERE + "nouveau/maire/", mayors.mayor_search, name="mayor_search"),
    path(_HERE + "nouveau/maire/ecrire/", mayors.mayor_write, name="mayor_write"),
    path(_HERE + "nouveau/maire/inviter/", mayors.mayor_invite, name="mayor_invite"),
    path(_HERE + "administres/", conversations.resident_completion, name="resident_completion"),
    path(_HERE + "chercher/", searching.message_search, name="message_search"),
    path(_HERE + "absence/", absences.absence_edit, name="absence_edit"),
    path(_HERE + "absence/terminer/", absences.absence_end, name="absence_end"),
    path(_HERE + "reponses/", templates.reply_template_list, name="reply_template_list"),
    path(_HERE + "reponses/nouvelle/", templates.reply_template_new, name="reply_template_new"),
    path(_TEMPLATE + "modifier/", templates.reply_template_edit, name="reply_template_edit"),
    path(_TEMPLATE + "supprimer/", templates.reply_template_delete, name="reply_template_delete"),
    path(_ONE + "reponse-type/", templates.reply_template_insert, name="reply_template_insert"),
    path(_ONE, conversations.conversation_detail, name="conversation_detail"),
    path(_ONE + "lu/", conversations.conversation_read, name="conversation_read"),
    path(_ONE + "effacer/", conversations.conversation_erase, name="conversation_erase"),
    path(_ONE + "confier/", conversations.conversation_assign, name="conversation_assign"),
    path(_ONE + "ouvrir/", mayors.conversation_open, name="conversation_open"),
    path(_ONE + "modele/", reusing.content_propose, name="content_propose"),
    path(_ONE + "note/", conversations.memo_new, name="memo_new"),
    path(_ONE + "sans-reponse/", conversations.conversation_put_away, name="conversation_put_away"),
    path(_ONE + "reprendre/", conversations.conversation_take_back, name="conversation_take_back"),
    path(_ONE + "messages/", messages.private_message_list, name="private_message_list"),
    path(_HERE + "fichiers/<uuid:private_file_id>/", messages.private_file, name="private_file"),
    path(_MESSAGE, messages.private_message_detail, name="private_message_detail"),
    path(_MESSAGE + "repondre/", messages.private_message_quote, name="private_message_quote"),
    path(_MESSAGE + "modifier/", messages.private_message_edit, name="private_message_edit"),
    path(_MESSAGE + "supprimer/", messages.private_message_delete, name="private_message_delete"),
    path(_MESSAGE + "modele/", reusing.proposed_content, name="proposed_content"),
    path(_MESSAGE + "transformer/", reusing.private_message_turn, name="private_message_turn"),
    path(_MESSAGE + "signaler/", messages.private_message_flag, name="private_message_flag"),
]
