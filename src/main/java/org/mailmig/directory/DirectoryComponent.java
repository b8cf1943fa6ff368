package org.mailmig.directory;

import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

/** Makes {@code directory:} endpoints; they share one {@link Directory}, configured by {@code mailmig.directory.*}. */
@Component("directory")
public class DirectoryComponent extends DefaultComponent {
    private volatile Directory directory;

    public DirectoryComponent() {}

    public DirectoryComponent(CamelContext context) {
        super(context);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        DirectoryEndpoint endpoint = new DirectoryEndpoint(uri, this, operation(remaining));
        setProperties(endpoint, parameters);
        return endpoint;
    }

    /** The context's directory; nothing is opened before it is asked something. */
    Directory directory() {
        Directory known = directory;
        if (known == null) {
            synchronized (this) {
                if (directory == null) {
                    directory = new Directory(getCamelContext());
                }
                known = directory;
            }
        }
        return known;
    }

    private static DirectoryOperation operation(String word) {
        for (DirectoryOperation operation : DirectoryOperation.values()) {
            if (operation.name().equals(word)) {
                return operation;
            }
        }
        throw new IllegalArgumentException("directory:" + word + " is not known: use directory:filter, directory:match,"
                + " directory:stamp, directory:clear or directory:unstamp.");
    }

    /** Binds once, where there is a directory. @throws org.mailmig.StopException with the sentence that says what to do */
    public void tryBind() {
        if (directory().configured()) {
            directory().ask("binding before the wave begins", ldap -> true);
        }
    }
}
