package outside;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.InterceptSendToMockEndpointStrategy;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.Test;

/** A bare context with routes of its own, into which the shipped ones are loaded: two keys are all that it has to say. */
class HostTest {
    private static final Path WORK = Path.of("work");

    @Test
    void mailboxesMoveAndTheHostsOwnRoutesStayAsTheyAre() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            Properties keys = new Properties();
            keys.put("mailmig.source.uri", "imaps://mail.old.example");
            keys.put("mailmig.target.uri", "imaps://mail.new.example");
            context.getPropertiesComponent().setInitialProperties(keys);
            context.getCamelContextExtension()
                    .registerEndpointCallback(new InterceptSendToMockEndpointStrategy("mailbox:*", true));
            context.addRoutes(hostsOwn());
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(PluginHelper.getPackageScanResourceResolver(context)
                            .findResources("classpath:org/mailmig/routes/*.camel.yaml"));
            context.start();
            MockEndpoint dead = context.getEndpoint("mock:hosts-dead-letters", MockEndpoint.class);
            MockEndpoint reported = context.getEndpoint("mock:hosts-report", MockEndpoint.class);

            drop("good.csv", "source_user,source_password,target_password\nanna,a,b\n");
            Path report = await(WORK.resolve("report"), text -> text.contains("\"anna\""));
            assertTrue(Files.readString(report).contains("\"outcome\" : \"DONE\""), Files.readString(report));

            context.getEndpoint("mock:mailbox:verify", MockEndpoint.class).whenAnyExchangeReceived(exchange -> {
                throw new IllegalStateException("the mailbox is on fire");
            });
            drop("bad.csv", "source_user,source_password,target_password\nbert,a,b\n");
            Path letter = await(WORK.resolve("dead-letter"), text -> text.contains("bert"));
            assertTrue(Files.readString(letter).contains("\"outcome\" : \"FAILED\""), Files.readString(letter));
            assertEquals(0, dead.getReceivedCounter(), "our failure in the host's error handler");
            assertEquals(0, reported.getReceivedCounter(), "our report in the host's route");

            context.createProducerTemplate().sendBody("direct:intake", "the host's");
            context.createProducerTemplate().sendBody("direct:report", "the host's");
            assertEquals(1, dead.getReceivedCounter());
            assertEquals(1, reported.getReceivedCounter());
            assertEquals(
                    List.of("intake", "report"),
                    context.getRoutes().stream()
                            .map(Route::getRouteId)
                            .filter(id -> !id.startsWith("mailmig-"))
                            .sorted()
                            .toList());
            try (Stream<Path> letters = Files.list(WORK.resolve("dead-letter"))) {
                assertEquals(1, letters.count(), "the host's failure in our dead letters");
            }
        }
    }

    private static RouteBuilder hostsOwn() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(deadLetterChannel("mock:hosts-dead-letters"));
                from("direct:intake").routeId("intake").process(HostTest::fail);
                from("direct:report").routeId("report").to("mock:hosts-report");
            }
        };
    }

    private static void fail(Exchange exchange) {
        throw new IllegalArgumentException("the host's own failure");
    }

    private static void drop(String name, String text) throws Exception {
        Path part = Files.writeString(Path.of(name + ".part"), text, StandardCharsets.UTF_8);
        Files.move(part, WORK.resolve("intake").resolve(name));
    }

    private static Path await(Path folder, Predicate<String> content) throws Exception {
        long end = System.nanoTime() + 60_000_000_000L;
        while (System.nanoTime() < end) {
            if (Files.isDirectory(folder)) {
                try (Stream<Path> files = Files.walk(folder)) {
                    for (Path file : files.filter(path -> path.toString().endsWith(".json")).toList()) {
                        if (content.test(Files.readString(file))) {
                            return file;
                        }
                    }
                }
            }
            Thread.sleep(100);
        }
        throw new AssertionError("nothing came to " + folder);
    }
}
