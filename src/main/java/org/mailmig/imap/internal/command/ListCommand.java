// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.mailmig.imap.internal.session.Capabilities;
import org.mailmig.imap.internal.session.Command;
import org.mailmig.imap.internal.session.Conversation;
import org.mailmig.imap.internal.session.ResponseHandler;
import org.mailmig.imap.model.ListedFolder;
import org.mailmig.imap.model.QuotaLimit;
import org.mailmig.imap.server.Feature;
import org.mailmig.imap.server.Namespaces;
import org.mailmig.imap.wire.Status;

/** Lists the folders of the personal namespace with as few round trips as the server allows. */
public final class ListCommand {
    private final Conversation conversation;
    private final Capabilities capabilities;
    private final NamespaceCommand namespaces;
    private final ListResponse response;
    private QuotaCommands quota;
    private boolean quotaAsked;
    private boolean octets;

    public ListCommand(Conversation conversation, Capabilities capabilities, NamespaceCommand namespaces) {
        this.conversation = conversation;
        this.capabilities = capabilities;
        this.namespaces = namespaces;
        this.response = new ListResponse(conversation.peer());
    }

    /** Adds the bytes of each folder, if STATUS=SIZE is offered. */
    public ListCommand withOctets() {
        octets = true;
        return this;
    }

    public List<ListedFolder> list() throws IOException {
        return list(null);
    }

    /** Lists the folders. {@code limits} receives the response to GETQUOTAROOT; {@code null} sends none. */
    public List<ListedFolder> list(List<QuotaLimit> limits) throws IOException {
        quota = limits != null && QuotaCommands.isOffered(capabilities) ? new QuotaCommands() : null;
        boolean counted = false;
        if (capabilities.has("LIST-EXTENDED")) {
            counted = capabilities.has("LIST-STATUS");
            extended(counted);
        } else {
            plain(namespaces.ask(conversation, capabilities).patterns());
        }
        response.retainOwn(namespaces.found());
        if (!counted) {
            StatusCommand.each(conversation, capabilities, octets, response.selectable(), response);
        }
        if (quota != null) {
            limits.addAll(quota.limits());
        }
        return response.folders();
    }

    /** LIST with everything at once (RFC 5258, 5819, 6154). */
    private void extended(boolean counted) throws IOException {
        if (!namespaces.isKnown() && NamespaceCommand.isOffered(capabilities) && listedByGuess(counted)) {
            return;
        }
        runWithQuota(extended(namespaces.ask(conversation, capabilities).patterns(), counted));
    }

    /**
     * Sends NAMESPACE and, in the same round trip, the commands that follow from its usual response; repeats these if the response
     * differs.
     */
    private boolean listedByGuess(boolean counted) throws IOException {
        List<Command> commands =
                new ArrayList<>(List.of(new Command("NAMESPACE"), extended(Namespaces.EVERYTHING, counted)));
        List<ResponseHandler> takers = new ArrayList<>(List.of(namespaces, response));
        if (quota != null) {
            commands.add(QuotaCommands.ask());
            takers.add(quota);
            quotaAsked = true;
        }
        namespaces.begin();
        List<Status> done = conversation.pipeline(commands, takers);
        boolean right = done.get(0).ok()
                && done.get(1).ok()
                && namespaces.isKnown()
                && namespaces.found().patterns().equals(Namespaces.EVERYTHING);
        if (!right) {
            response.clear();
        }
        return right;
    }

    private Command extended(List<String> patterns, boolean counted) {
        Command command = new Command("LIST").text(" \"\"").string(patterns.get(0));
        if (patterns.size() > 1) {
            command = new Command("LIST").text(" \"\" (").strings(patterns).text(")");
        }
        command.uses(Feature.LIST_EXTENDED).text(" RETURN (SUBSCRIBED");
        if (capabilities.has("SPECIAL-USE") && !capabilities.quirks().lacks(Feature.LIST_SPECIAL_USE)) {
            command.uses(Feature.LIST_SPECIAL_USE).text(" SPECIAL-USE");
        }
        if (counted) {
            StatusItems.using(command.uses(Feature.LIST_STATUS), capabilities, octets);
        }
        return command.text(counted ? " STATUS " + StatusItems.of(capabilities, octets) + ")" : ")");
    }

    /** Sends the quota command together with the first LIST; a refusal of it is ignored. */
    private void runWithQuota(Command command) throws IOException {
        boolean ask = quota != null && !quotaAsked;
        quotaAsked = true;
        if (ask && !command.hasLiteral()) {
            List<Status> done = conversation.pipeline(List.of(command, QuotaCommands.ask()), List.of(response, quota));
            conversation.accepted(command, done.get(0));
            return;
        }
        conversation.run(command, response);
        if (ask) {
            conversation.attempt(QuotaCommands.ask(), quota);
        }
    }

    private void plain(List<String> patterns) throws IOException {
        for (String pattern : patterns) {
            Command list = new Command("LIST").text(" \"\"").string(pattern);
            if (pattern.equals(patterns.get(0))) {
                runWithQuota(list);
            } else {
                conversation.run(list, response);
            }
            // A server that refuses it shows no subscriptions; the folders are copied nevertheless.
            conversation.attempt(new Command("LSUB").text(" \"\"").string(pattern), response);
        }
    }
}
