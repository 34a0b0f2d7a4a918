mod hyper_alone {
    use std::convert::Infallible;
    use std::error::Error;
    use std::net::SocketAddr;

    use http::{Request, Response};
    use hyper::body::Incoming;
    use hyper::server::conn::http1;
    use hyper_util::rt::TokioIo;
    use hyper_util::service::TowerToHyperService;
    use tokio::net::TcpListener;
    use tower::ServiceBuilder;
    use tracewell::http::{PeerAddr, Route};

    #[tokio::main]
    async fn serve() -> Result<(), Box<dyn Error>> {
        let _telemetry = tracewell::init!()?;
        let listener = TcpListener::bind("127.0.0.1:3000").await?;
        tokio::select! {
            ended = accept(listener) => ended?,
            () = tracewell::terminated() => {}
        }
        Ok(())
    }

    async fn accept(listener: TcpListener) -> std::io::Result<()> {
        let layer = tracewell::http::layer();
        loop {
            let (socket, peer) = listener.accept().await?;
            let service = ServiceBuilder::new()
                .map_request(move |request| told(request, peer)) // outside of the layer that uses it
                .layer(layer.clone())
                .service_fn(hello);
            let connection =
                http1::Builder::new().serve_connection(TokioIo::new(socket), TowerToHyperService::new(service));
            tokio::spawn(connection);
        }
    }

    fn told(mut request: Request<Incoming>, peer: SocketAddr) -> Request<Incoming> {
        request.extensions_mut().insert(PeerAddr(peer)); // who is at the other end
        if request.uri().path() == "/hello" {
            request.extensions_mut().insert(Route::new("/hello")); // the template that matches, never the path itself
        }
        request
    }

    async fn hello(_: Request<Incoming>) -> Result<Response<String>, Infallible> {
        tracing::info!("greeted");
        Ok(Response::new("hello\n".to_owned()))
    }

    #[tokio::test]
    async fn it_answers_with_an_id() {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};

        const REQUEST: &[u8] = b"GET /hello HTTP/1.1\r\nhost: x\r\nx-request-id: r-1\r\nconnection: close\r\n\r\n";
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(accept(listener));
        let mut socket = tokio::net::TcpStream::connect(address).await.unwrap();
        socket
            .write_all(b"GET /hello HTTP/1.1\r\nhost: x\r\nx-request-id: r-1\r\nconnection: close\r\n\r\n")
            .await
            .unwrap();
        let mut answer = String::new();
        socket.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("x-request-id: r-1"), "{answer}");
    }
}

mod steps {
    fn allowed() -> crate::Result {
        let _telemetry = tracewell::builder!().allow(["order_id"]).init()?;
        Ok(())
    }

    use tracewell::flow::{Stage, stages};

    stages! {
        /// Orders into boxes.
        pub Pack = "orders.pack" { Ok = "ok" }
    }

    struct NoBoxes;

    fn packed(id: u32) -> Result<u32, NoBoxes> {
        let boxes = Pack::call(|| Ok::<_, NoBoxes>((12_u32.checked_div(id).ok_or(NoBoxes)?, Pack::Ok)))?;
        Ok(boxes)
    }
}
