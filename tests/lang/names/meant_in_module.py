import multiprocessing
p = multiprocessing.Proccess(target=print)
