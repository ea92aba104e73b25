/** How verbs reach the gateway. */
@NullMarked
package io.orchestratex.cli.access;

import org.jspecify.annotations.NullMarked;
