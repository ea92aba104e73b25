/** What services say to each other: events, topics and header names. No logic. */
@NullMarked
package io.orchestratex.contracts;

import org.jspecify.annotations.NullMarked;
