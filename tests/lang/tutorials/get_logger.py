# compare: masked
import multiprocessing
import logging
def worker():
    multiprocessing.get_logger().info("hello from worker")
if __name__ == '__main__':
    multiprocessing.log_to_stderr()
    logger = multiprocessing.get_logger()
    logger.setLevel(logging.INFO)
    logger.warning('doomed')
    p = multiprocessing.Process(target=worker)
    p.start()
    p.join()
    print(logger.name, logger.level, logger.handlers[0].__class__.__name__)
