// SPDX-License-Identifier: Apache-2.0
package org.mailmig;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.catalog.CamelCatalog;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.catalog.EndpointValidationResult;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The catalog that tools and editors ask knows our components, and finds no fault in the shipped routes. */
class CatalogTest {
    private static final CamelCatalog CATALOG = new DefaultCamelCatalog();
    private static final Properties DEFAULTS = new Properties();

    private static final Path OURS = Path.of("src/generated/resources/META-INF/org/mailmig");

    @BeforeAll
    static void addOurComponents() throws IOException {
        for (String name : described()) {
            Path json = OURS.resolve(name).resolve(name + ".json");
            CATALOG.addComponent(name, "org.mailmig." + name, Files.readString(json));
        }
        try (Reader reader = Files.newBufferedReader(Path.of("config/application.properties"))) {
            DEFAULTS.load(reader);
        }
    }

    @Test
    void theComponentsThatWeAnnounceAreDescribed() throws IOException {
        Properties announced = new Properties();
        try (InputStream in =
                CatalogTest.class.getResourceAsStream("/META-INF/services/org/apache/camel/component.properties")) {
            announced.load(in);
        }
        assertThat(announced.getProperty("components").split(" ", -1)).containsExactlyInAnyOrderElementsOf(described());
    }

    @Test
    void everyEndpointOfTheShippedRoutesIsValid() throws IOException {
        List<RouteUris.Found> found = shippedUris();
        assertThat(found)
                .extracting(RouteUris.Found::uri)
                .describedAs("endpoint URIs in routes/")
                .anyMatch(uri -> uri.startsWith("mailbox:"))
                .anyMatch(uri -> uri.startsWith("directory:"));
        assertThat(found).allSatisfy(each -> {
            EndpointValidationResult result = CATALOG.validateEndpointProperties(each.uri());
            assertThat(result.isSuccess() && !result.hasWarnings())
                    .describedAs(() -> each + ": " + result.summaryErrorMessage(true, true, true))
                    .isTrue();
        });
    }

    @Test
    void everyInternalEndpointAndRouteHasOurPrefix() throws IOException {
        assertThat(shippedUris())
                .extracting(RouteUris.Found::uri)
                .filteredOn(uri -> uri.startsWith("direct:") || uri.startsWith("seda:"))
                .isNotEmpty()
                .allMatch(uri -> uri.matches("(direct|seda):mailmig-.*"));
    }

    /** Camel wants ids unique among all routes of a context, those of steps too: a host may well have a route named report. */
    @Test
    void everyIdAndBeanHasOurPrefix() throws IOException {
        assertThat(inRoutes("(?<!\\w)(?:id|name|routeConfigurationId): ([^\\s,}]+)"))
                .hasSizeGreaterThan(50)
                .allMatch(id -> id.matches("mailmig[-.A-Z].*"));
    }

    /** So that the picture of a route is worth looking at. */
    @Test
    void everyStepHasAnIdAndADescription() throws IOException {
        List<String> bare = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            files.filter(file -> file.toString().endsWith(".camel.yaml"))
                    .forEach(file -> bare.addAll(RouteSteps.bare(file, read(file))));
        }
        assertThat(bare).isEmpty();
    }

    @Test
    void whatARouteAssumesWithoutOurConfigurationIsWhatItSays() throws IOException {
        List<String> assumed = inRoutes("\\{\\{(mailmig[^{}]*(?:\\{\\{[^{}]*}}[^{}]*)*)}}");
        assertThat(assumed).hasSizeGreaterThanOrEqualTo(8).allSatisfy(each -> {
            String[] keyAndDefault = each.split(":", 2);
            assertThat(keyAndDefault).describedAs("default of " + each).hasSize(2);
            assertThat(DEFAULTS.getProperty(keyAndDefault[0]))
                    .describedAs(keyAndDefault[0])
                    .isEqualTo(keyAndDefault[1]);
        });
    }

    private static List<String> inRoutes(String pattern) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            return files.flatMap(
                            file -> Pattern.compile(pattern).matcher(read(file)).results())
                    .map(found -> found.group(1))
                    .toList();
        }
    }

    @Test
    void aWrongOptionWouldBeFound() {
        assertThat(CATALOG.validateEndpointProperties("directory:stump").isSuccess())
                .isFalse();
        assertThat(CATALOG.validateEndpointProperties("directory:stamp?colour=red")
                        .isSuccess())
                .isFalse();
    }

    private static List<String> described() throws IOException {
        try (Stream<Path> directories = Files.list(OURS)) {
            return directories.map(each -> each.getFileName().toString()).toList();
        }
    }

    private static List<RouteUris.Found> shippedUris() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            return files.filter(file -> file.toString().endsWith(".camel.yaml"))
                    .sorted()
                    .flatMap(file -> RouteUris.in(file, read(file), DEFAULTS).stream())
                    .toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
