import { fold } from './words';

/** Answers to a quote or an offer that neither take nor refuse it. */

const TOO_DEAR = /\b(?:expensive|pricey|pricy|steep|overpriced|costly|too (?:much|high)|(?:that's|thats|it's|its|is) (?:a lot|high|crazy|insane)|(?:seems?|sounds?|looks?|bit|kinda|kind of|pretty|little|so|very|really) (?:\w+ )?high|(?:can't|cant|cannot|not) afford|(?:over|out of|not in|above) (?:my|our|the) (?:budget|price range)|(?:more|higher) than (?:i|we) (?:thought|expected|wanted|can)|cheaper|cheapest|best price|discounts?|(?:quoted?|estimate|bid) (?:me |us )?(?:for |of |at )?\$?\d+|(?:quote|estimate|bid) (?:from|elsewhere)|(?:do|get|any) (?:\w+ )?(?:better|lower) (?:\w+ )?(?:on|price|deal|rate|than)|(?:lower|reduce|drop|negotiate|match) (?:the|that|your|my|a|this) (?:price|estimate|quote|cost)|negotiable|for less|less than that|better (?:price|deal|rate)|car[oa]s?|carisim[oa]|es mucho|mucho dinero|no me alcanza|mas barat[oa]s?|descuentos?|rebaj\w+|fuera de mi presupuesto|muy alto)\b/;

/** Finds a price that was told too high: "too expensive", "that's too much", "muy caro". Said of anything else the words mean other things: ask only where a price was told. */
export const findsTooDear = (text: string): boolean => TOO_DEAR.test(fold(text));

const UNDECIDED = /\b(?:let me|lemme|i'll|ill|i will|i|we|we'll|gotta|have to|need to|going to|gonna|should) (?:\w+ ){0,2}(?:check (?:with|my|our|the|and|if)|ask (?:my|the|him|her)|think|talk (?:to|with|it)|see what|sleep on|discuss)\b|\b(?:get back to (?:you|u)|let (?:you|u) know|think (?:about|on|it over)|thinking about it|not sure yet|haven't decided|undecided|lo (?:voy a )?(?:pienso|pensar|consulto|platico)|(?:voy a|dejeme|deja|dejame|tengo que) (?:ver|pensar|pensarlo|consultar\w*|preguntar\w*|checar|platicar\w*)|(?:luego|despues|yo) (?:le|les|te) (?:digo|aviso|confirmo))\b|^\W*(?:(?:um+|hm+|well|ok)\W+)?(?:maybe|not sure|possibly|quizas?|tal vez|no se)\W*$/;

/** Has yet to decide: "let me check with my wife", "i'll think about it", "maybe". */
export const isUndecided = (text: string): boolean => UNDECIDED.test(fold(text));
