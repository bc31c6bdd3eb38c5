from a import
from a import *, b
