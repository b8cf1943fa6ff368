// SPDX-License-Identifier: Apache-2.0
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.apache.commons.configuration2.BaseHierarchicalConfiguration;
import org.apache.james.core.Username;
import org.apache.james.events.EventBus;
import org.apache.james.events.InVMEventBus;
import org.apache.james.events.MemoryEventDeadLetters;
import org.apache.james.events.RetryBackoffConfiguration;
import org.apache.james.events.delivery.InVmEventDelivery;
import org.apache.james.imap.encode.main.DefaultImapEncoderFactory;
import org.apache.james.imap.main.DefaultImapDecoderFactory;
import org.apache.james.imap.processor.main.DefaultImapProcessorFactory;
import org.apache.james.imapserver.netty.IMAPServer;
import org.apache.james.imapserver.netty.ImapMetrics;
import org.apache.james.mailbox.Authorizator.AuthorizationState;
import org.apache.james.mailbox.MailboxManager;
import org.apache.james.mailbox.SessionProvider;
import org.apache.james.mailbox.acl.UnionMailboxACLResolver;
import org.apache.james.mailbox.inmemory.InMemoryMailboxManager;
import org.apache.james.mailbox.inmemory.InMemoryMailboxSessionMapperFactory;
import org.apache.james.mailbox.inmemory.InMemoryMessageId;
import org.apache.james.mailbox.store.JVMMailboxPathLocker;
import org.apache.james.mailbox.store.PreDeletionHooks;
import org.apache.james.mailbox.store.SessionProviderImpl;
import org.apache.james.mailbox.store.StoreMailboxAnnotationManager;
import org.apache.james.mailbox.store.StoreRightManager;
import org.apache.james.mailbox.store.StoreSubscriptionManager;
import org.apache.james.mailbox.store.extractor.DefaultTextExtractor;
import org.apache.james.mailbox.store.mail.NaiveThreadIdGuessingAlgorithm;
import org.apache.james.mailbox.store.mail.model.impl.MessageParser;
import org.apache.james.mailbox.store.quota.QuotaComponents;
import org.apache.james.mailbox.store.search.SimpleMessageSearchIndex;
import org.apache.james.metrics.api.Metric;
import org.apache.james.metrics.api.MetricFactory;
import org.apache.james.metrics.api.NoopGaugeRegistry;
import org.apache.james.metrics.api.TimeMetric;
import org.reactivestreams.Publisher;

/**
 * Apache James' IMAP server with its mailboxes in memory, in a JVM of its own: the tests start this file with {@code java} and
 * the class path that pom.xml beside it names. Arguments: port of the loopback, password of every user, admin who may act for
 * everybody, his password.
 */
public final class JamesServer {
    private JamesServer() {}

    public static void main(String[] arguments) throws Exception {
        Username admin = Username.of(arguments[2]);
        SessionProvider sessions = new SessionProviderImpl(
                (user, password) -> password.toString().equals(arguments[user.equals(admin) ? 3 : 1]),
                (user, other) -> user.equals(admin) ? AuthorizationState.ALLOWED : AuthorizationState.FORBIDDEN);
        MetricFactory metrics = metrics();
        InMemoryMailboxSessionMapperFactory mappers = new InMemoryMailboxSessionMapperFactory(Clock.systemUTC());
        EventBus events = new InVMEventBus(
                new InVmEventDelivery(metrics), RetryBackoffConfiguration.DEFAULT, new MemoryEventDeadLetters());
        StoreRightManager rights = new StoreRightManager(mappers, new UnionMailboxACLResolver(), events);
        QuotaComponents quota = QuotaComponents.disabled(sessions, mappers);
        MailboxManager mailboxes = new InMemoryMailboxManager(
                mappers,
                sessions,
                new JVMMailboxPathLocker(),
                new MessageParser(),
                new InMemoryMessageId.Factory(),
                events,
                new StoreMailboxAnnotationManager(mappers, rights),
                rights,
                quota,
                new SimpleMessageSearchIndex(mappers, mappers, new DefaultTextExtractor(), null),
                new PreDeletionHooks(Set.of(), metrics),
                new NaiveThreadIdGuessingAlgorithm(),
                Clock.systemUTC());
        IMAPServer server = new IMAPServer(
                DefaultImapDecoderFactory.createDecoder(),
                new DefaultImapEncoderFactory().buildImapEncoder(),
                DefaultImapProcessorFactory.createDefaultProcessor(
                        mailboxes,
                        events,
                        new StoreSubscriptionManager(mappers, mappers, events),
                        quota.getQuotaManager(),
                        quota.getQuotaRootResolver(),
                        metrics),
                new ImapMetrics(metrics),
                new NoopGaugeRegistry());
        BaseHierarchicalConfiguration configuration = new BaseHierarchicalConfiguration();
        configuration.addProperty("bind", "127.0.0.1:" + arguments[0]);
        configuration.addProperty("auth.requireSSL", "false");
        server.configure(configuration);
        server.init();
    }

    /** Nobody measures. */
    private static MetricFactory metrics() {
        return new MetricFactory() {
            @Override
            public Metric generate(String name) {
                return (Metric) Proxy.newProxyInstance(
                        JamesServer.class.getClassLoader(),
                        new Class<?>[] {Metric.class},
                        (proxy, method, values) -> method.getReturnType() == long.class
                                ? (Object) 0L
                                : method.getReturnType() == double.class ? 0d : null);
            }

            @Override
            public TimeMetric timer(String name) {
                return new Timer(name);
            }

            @Override
            public <T> Publisher<T> decoratePublisherWithTimerMetric(String name, Publisher<T> publisher) {
                return publisher;
            }

            @Override
            public <T> Publisher<T> decoratePublisherWithTimerMetricLogP99(String name, Publisher<T> publisher) {
                return publisher;
            }
        };
    }

    private record Timer(String name) implements TimeMetric, TimeMetric.ExecutionResult {
        @Override
        public ExecutionResult stopAndPublish() {
            return this;
        }

        @Override
        public Duration elasped() {
            return Duration.ZERO;
        }

        @Override
        public ExecutionResult logWhenExceedP99(Duration threshold) {
            return this;
        }
    }
}
