for n in (0,1,2,3,7,100,5000):
    for base in ([1],[1,2,3],(4,5),"ab","é",b"xyz",[0]*777):
        r=base*n
        assert len(r)==len(base)*n, (n, base)
        for i in range(0,len(r),max(1,len(r)//50)): assert r[i]==base[i%len(base)], (n,base,i)
x=[1,2]; x*=3; print(x); x*=0; print(x); print([[]]*2, "ok")
