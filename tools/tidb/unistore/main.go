// Command unistore serves TiDB's own single-copy key-value store over the TiKV protocol and reports itself to PD, so
// that several tidb-servers can share one store on one machine. It is a stand-in for TiKV in tests of failover: it has
// one copy, keeps its locks in memory and proves nothing about durability.
//
//	unistore --addr 127.0.0.1:20160 --pd 127.0.0.1:2379,127.0.0.1:2381 --path DIR
package main

import (
	"flag"
	"log"
	"net"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/pingcap/kvproto/pkg/deadlock"
	"github.com/pingcap/kvproto/pkg/tikvpb"
	"github.com/pingcap/tidb/pkg/store/mockstore/unistore/config"
	"github.com/pingcap/tidb/pkg/store/mockstore/unistore/pd"
	"github.com/pingcap/tidb/pkg/store/mockstore/unistore/server"
	"google.golang.org/grpc"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:20160", "address to listen on, and the one that PD tells")
	pds := flag.String("pd", "127.0.0.1:2379", "addresses of PD, with commas")
	dir := flag.String("path", "", "folder of the data")
	flag.Parse()
	if err := run(*addr, *pds, *dir); err != nil {
		log.Fatal("unistore: ", err)
	}
}

func run(addr, pds, dir string) error {
	client, err := pd.NewClient(strings.Split(pds, ","), "unistore")
	if err != nil {
		return err
	}
	conf := config.DefaultConf
	conf.Server.StoreAddr, conf.Server.PDAddr, conf.Server.Raft = addr, pds, false
	conf.Engine.DBPath = dir
	conf.Engine.SyncWrite = true
	if err := os.MkdirAll(dir+"/kv", 0o750); err != nil {
		return err
	}
	store, err := server.New(&conf, client)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	g := grpc.NewServer(grpc.MaxRecvMsgSize(64<<20), grpc.MaxSendMsgSize(64<<20))
	tikvpb.RegisterTikvServer(g, store)
	deadlock.RegisterDeadlockServer(g, store)
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-stop
		g.Stop()
	}()
	err = g.Serve(listener)
	store.Stop()
	client.Close()
	return err
}
