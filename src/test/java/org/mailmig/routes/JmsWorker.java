// SPDX-License-Identifier: Apache-2.0
package org.mailmig.routes;

import java.io.FileInputStream;
import java.util.Properties;
import org.apache.camel.main.Main;

/** A worker in a process of its own: Camel's own main with the shipped routes and a file of properties; copying takes a moment. */
final class JmsWorker {
    private JmsWorker() {}

    public static void main(String[] args) throws Exception {
        System.setProperty("h2.bindAddress", "127.0.0.1");
        Properties properties = new Properties();
        try (FileInputStream file = new FileInputStream(args[0])) {
            properties.load(file);
        }
        Main main = new Main();
        main.setOverrideProperties(properties);
        main.bind("mailbox", new FakeMailbox((step, exchange) -> {
            if (step.equals("merge")) {
                pause();
            }
        }));
        main.run();
    }

    private static void pause() {
        try {
            Thread.sleep(300);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
