/** Sessions, their threads, and the answers of models. */
@NullMarked
package io.orchestratex.session.conversation;

import org.jspecify.annotations.NullMarked;
