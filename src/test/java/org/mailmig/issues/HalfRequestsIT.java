// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailmig.console.Console;
import org.mailmig.ledger.Ledger;

/** Incomplete requests do not keep the console from answering others. */
class HalfRequestsIT {
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final List<Socket> open = new ArrayList<>();
    private Console console;

    @BeforeEach
    void open() {
        Properties keys = new Properties();
        keys.setProperty("mailmig.ledger.url", "jdbc:h2:mem:" + UUID.randomUUID());
        keys.setProperty("mailmig.console.port", "0");
        context.getPropertiesComponent().setOverrideProperties(keys);
        console = Console.open(context).orElseThrow();
    }

    @AfterEach
    void close() throws Exception {
        for (Socket socket : open) {
            socket.close();
        }
        console.close();
        Ledger.of(context).close();
        context.close();
    }

    private void half(String request, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            Socket socket = new Socket("127.0.0.1", URI.create(console.url()).getPort());
            open.add(socket);
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }
    }

    private String health() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(console.url() + "api/health"))
                .timeout(Duration.ofSeconds(60))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void aHundredHalfHeadersDoNotFreezeHealth() throws Exception {
        half("GET /api/health HTTP/1.1\r\nHost: localhost\r\n", 100);
        assertThat(health()).contains("UP");
    }

    @Test
    void moreHalfRequestsThanThreadsAreGivenUp() throws Exception {
        half("GET / HT", 150);
        half("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\nx", 150);
        assertThat(health()).contains("UP");
        open.get(0).setSoTimeout(60_000);
        assertThat(open.get(0).getInputStream().read()).as("its line is closed").isNegative();
    }
}
