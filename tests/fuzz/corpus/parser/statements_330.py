try: x
finally: y
lambda
