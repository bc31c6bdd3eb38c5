import logging, sys
logger = logging.getLogger(__name__)
logger.setLevel(logging.DEBUG)
h = logging.StreamHandler(sys.stdout)
h.setFormatter(logging.Formatter('%(processName)s [%(levelname)s] %(message)s'))
logger.addHandler(h)
logger.debug("x"); logger.log(25, "custom"); logger.info("dict %(a)s", {"a": 1})
child = logging.getLogger("__main__.sub"); child.info("propagates"); child.propagate = False; child.warning("last resort")
logger.disabled = False; print(logger.isEnabledFor(10), logging.getLevelName(20), logger.getEffectiveLevel(), child.parent is logger)
logging.disable(logging.INFO); logger.info("no"); logger.warning("yes")
class F(logging.Filter):
    def filter(self, r): return "keep" in r.getMessage()
h.addFilter(F()); logger.warning("drop"); logger.warning("keep")
