/** What is measured: a page per target, and an explorer. */
@NullMarked
package io.orchestratex.gateway.console.metrics;

import org.jspecify.annotations.NullMarked;
