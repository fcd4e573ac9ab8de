"""Examines the public log: is it whole, is it ours, who watches over it, and how far have they come?"""

from config import Config, SettingIsWrong
from survey_app.doctor.finding import Examined, listed
from survey_app.ground import db
from survey_app.log import cosignatures, services
from survey_app.log.keys import witnesses
from survey_app.protocol.log_tree import leaf_hash


def examine_log(config: Config, databases: db.Databases) -> Examined:
    """Whether the log can go on: entries are whole, the key is this installation's, witnesses are there."""
    try:
        named = witnesses(config)
    except SettingIsWrong as wrong:
        return Examined("public log", False, str(wrong), "Mend GYEOL_WITNESSES as the sentence says.")
    with db.look(databases.people) as people:
        size = services.size_of(people)
        if size == 0:
            return Examined("public log", True, "nothing was published yet")
        try:
            services.first(people, config)
        except (services.LogIsEmpty, services.LogIsOfAnotherKey):
            remedy = "Put the old GYEOL_SIGNING_KEY back: with another one no wave can be opened."
            return Examined("public log", False, "begun with another signing key", remedy)
        entries, leaves = services.entries(people, 0, size), services.leaves(people)
        cosigned = cosignatures.cosigned_sizes(people, named.names, beyond=0)
    if len(entries) != size or [leaf_hash(entry) for entry in entries] != list(leaves):
        remedy = "Entries were changed or are missing. Compare with a backup and with a witness's folder."
        return Examined("public log", False, f"{size} entries, not whole", remedy)
    behind = [name for name in named.names if not any(name in by for by in cosigned.values())]
    if behind:
        remedy = "Tell them `gyeol log show`, or take the witness out of GYEOL_WITNESSES."
        return Examined("public log", False, f"never cosigned by {listed(behind)}", remedy)
    watched = f"{len(named.keys)} witnesses, {named.required} needed" if named.keys else "no witness is named"
    return Examined("public log", True, f"{size} entries; {watched}")
