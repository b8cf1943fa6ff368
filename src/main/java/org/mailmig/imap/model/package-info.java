// SPDX-License-Identifier: Apache-2.0

/** What commands take and give: folders, messages, flags, quotas, grants. Values without behaviour. */
package org.mailmig.imap.model;
