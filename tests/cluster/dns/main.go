// dns: tells pods where the cluster's services are, by asking the API server.
package main

import (
	"context"
	"log"
	"net"
	"os"
	"strings"

	"golang.org/x/net/dns/dnsmessage"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
)

func main() {
	config, err := clientcmd.BuildConfigFromFlags("", os.Getenv("KUBECONFIG"))
	if err != nil {
		log.Fatal(err)
	}
	config.QPS, config.Burst = 200, 400
	api := kubernetes.NewForConfigOrDie(config)
	socket, err := net.ListenPacket("udp4", os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	for {
		packet := make([]byte, 512)
		size, from, err := socket.ReadFrom(packet)
		if err != nil {
			log.Fatal(err)
		}
		go func() {
			if answer := answer(api, packet[:size]); answer != nil {
				socket.WriteTo(answer, from)
			}
		}()
	}
}

// answer is nil where the packet is no question.
func answer(api kubernetes.Interface, packet []byte) []byte {
	var message dnsmessage.Message
	if message.Unpack(packet) != nil || len(message.Questions) != 1 {
		return nil
	}
	question := message.Questions[0]
	message.Header = dnsmessage.Header{ID: message.ID, Response: true, Authoritative: true, RCode: dnsmessage.RCodeNameError}
	message.Additionals = nil
	if address := find(api, question.Name.String()); address != nil {
		message.RCode = dnsmessage.RCodeSuccess
		if question.Type == dnsmessage.TypeA {
			header := dnsmessage.ResourceHeader{Name: question.Name, Type: dnsmessage.TypeA, Class: dnsmessage.ClassINET, TTL: 5}
			message.Answers = []dnsmessage.Resource{{Header: header, Body: &dnsmessage.AResource{A: [4]byte(address)}}}
		}
	}
	packed, err := message.Pack()
	if err != nil {
		log.Print(err)
	}
	return packed
}

// find reads names such as gateway.telaah.svc.cluster.local; nil where there is no such service.
func find(api kubernetes.Interface, name string) net.IP {
	words := strings.Split(name, ".")
	if len(words) != 6 || strings.Join(words[2:], ".") != "svc.cluster.local." {
		return nil
	}
	service, err := api.CoreV1().Services(words[1]).Get(context.Background(), words[0], metav1.GetOptions{})
	if err != nil {
		return nil
	}
	return net.ParseIP(service.Spec.ClusterIP).To4()
}
