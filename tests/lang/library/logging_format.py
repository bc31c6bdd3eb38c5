import logging, sys
logging.basicConfig(level=logging.DEBUG, format="%(levelname)-8s %(name)s %(funcName)s:%(lineno)d %(message)s", stream=sys.stdout)
log = logging.getLogger("app"); log.debug("d %s %d", "a", 5); log.info("i"); log.warning("w"); log.error("e"); log.critical("c"); logging.info("root")
def f():
    try: 1 / 0
    except ZeroDivisionError: log.exception("oops")
