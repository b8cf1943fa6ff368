// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.run;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;
import org.apache.camel.CamelContext;
import org.mailmig.Mode;
import org.mailmig.cli.config.CommandException;
import org.mailmig.config.Settings;
import org.mailmig.directory.DirectoryComponent;
import org.mailmig.error.StopException;
import org.mailmig.ledger.wave.NewAccount;
import org.mailmig.mailbox.MailboxComponent;

/** Tests the logins at all servers of a wave, in parallel: a wave that no server would admit never begins. */
public final class ServerCheck {
    private ServerCheck() {}

    /** @throws CommandException with a sentence for each server that refuses */
    public static void ask(CamelContext context, List<NewAccount> accounts) {
        ask(context, accounts, MailboxComponent::problems);
    }

    /** The same before a plan. */
    public static void askForPlan(CamelContext context, List<NewAccount> accounts) {
        ask(context, accounts, MailboxComponent::planProblems);
    }

    private static void ask(
            CamelContext context,
            List<NewAccount> accounts,
            BiFunction<MailboxComponent, List<NewAccount>, List<String>> problems) {
        CompletableFuture<Void> bind = CompletableFuture.runAsync(() -> {
            directory(context);
            if (writes(context, accounts)) {
                context.getComponent("directory", DirectoryComponent.class).tryChange();
            }
        });
        List<String> found =
                new ArrayList<>(problems.apply(context.getComponent("mailbox", MailboxComponent.class), accounts));
        try {
            bind.join();
        } catch (CompletionException e) {
            if (!(e.getCause() instanceof StopException)) {
                throw e;
            }
            found.add(e.getCause().getMessage());
        }
        if (!found.isEmpty()) {
            throw new CommandException("Nothing was started: " + String.join(" And: ", found));
        }
    }

    /** Returns whether any forwarder will be set. */
    private static boolean writes(CamelContext context, List<NewAccount> accounts) {
        return accounts.stream().anyMatch(account -> account.row().mode() == Mode.CLONE)
                || Settings.of(context).flag("mailmig.forwarder.on-merge");
    }

    /** @throws StopException with a message that says what to do */
    public static void directory(CamelContext context) {
        context.getComponent("directory", DirectoryComponent.class).tryBind();
    }
}
