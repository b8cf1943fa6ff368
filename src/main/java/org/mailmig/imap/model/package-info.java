// SPDX-License-Identifier: Apache-2.0

/** Parameters and results of commands: folders, messages, flags, quotas, grants. Values without behaviour. */
package org.mailmig.imap.model;
