import logging, sys
logging.basicConfig(level=logging.DEBUG, format='%(levelname)s|%(name)s|%(processName)s|%(message)s', stream=sys.stdout)
logging.debug('a %d', 5); logging.info('hello'); logging.warning('x %s %s', 'y', 1); logging.error('e'); logging.critical({'a': 1})
log = logging.getLogger('app.db'); log.info('in %(a)s', {'a': 3}); log.setLevel(logging.ERROR); log.info('no'); log.error('yes')
print(log, logging.getLogger('app'), log.isEnabledFor(10), logging.getLevelName(20), logging.getLogger('app.db') is log)
h = logging.StreamHandler(sys.stdout); h.setFormatter(logging.Formatter('{levelname:>8}:{message}', style='{')); log.addHandler(h); log.propagate = False; log.error('z')
try:
    1/0
except ZeroDivisionError as e:
    logging.error('oops: %s', e)
    log.error('failed')
h.setLevel('CRITICAL'); log.error('hidden'); log.critical('shown')
try:
    {}['k']
except KeyError:
    print(sys.exc_info()[0], sys.exc_info()[1])
print(sys.exc_info())
