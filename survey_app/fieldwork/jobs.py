"""The long work of this room: a wave is opened and closed."""

from survey_app.fieldwork import extending, services
from survey_app.ground.jobs import job

open_wave = job(services.OPEN)(services.open_wave)
close_wave = job(services.CLOSE)(services.close_wave)
extend_wave = job(extending.EXTEND)(extending.extend_wave)
