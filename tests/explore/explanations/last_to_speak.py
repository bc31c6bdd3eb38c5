# explore: --see last-line
from multiprocessing import Process

def say(word):
    print(word)

if __name__ == '__main__':
    for word in ('left', 'right'):
        Process(target=say, args=(word,)).start()
