// SPDX-License-Identifier: Apache-2.0

/** Folders without their messages: names, special uses, subscriptions, ACLs, annotations. */
package org.mailmig.mailbox.internal.tree;
