/** Verbs about metrics, alerts, cases, rules and events. */
@NullMarked
package io.orchestratex.cli.watch;

import org.jspecify.annotations.NullMarked;
