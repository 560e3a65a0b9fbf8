//! Words as the model counts them: without accents and plurals, short forms written out, one spelling each.

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// One word of a text.
#[derive(Debug, Clone)]
pub(super) struct Token {
    /// A hash of the word; two words with one hash are one word.
    pub(super) hash: u64,
    /// Whether it says nothing.
    pub(super) stop: bool,
    /// Whether it is too vague to tell a function.
    pub(super) vague: bool,
    /// Whether it is said of any work: where a name holds nothing else, the unit says what is done.
    pub(super) generic: bool,
    word: (u32, u32),
    written: (u32, u32),
}

/// The words of the texts of one item. Kept and refilled, so that nothing is allocated for the next item.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    letters: String,
    list: Vec<Token>,
}

impl Tokens {
    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.letters.clear();
        self.list.clear();
    }

    /// Adds the words of a text and says which they are: runs of letters and digits, `HelpDesk` in two, without `'s`; an
    /// `&` within a run joins it to one more, as in `r&d`.
    pub(super) fn add(&mut self, text: &str) -> Range<usize> {
        let first = self.list.len();
        if text.is_ascii() {
            self.split(text.chars());
        } else {
            let plain = text.nfkd().filter(|letter| !is_combining_mark(*letter));
            self.split(plain.map(|letter| if letter == '’' { '\'' } else { letter }));
        }
        first..self.list.len()
    }

    fn split(&mut self, letters: impl Iterator<Item = char> + Clone) {
        let mut letters = letters.peekable();
        let mut start = self.letters.len();
        let (mut after_small, mut joined) = (false, false);
        // `H.R.`: where the next letter of a word of initials would be.
        let mut initials = start;
        while let Some(letter) = letters.next() {
            let next = letters.peek().copied();
            let is_hump = after_small && letter.is_uppercase() && next.is_some_and(char::is_lowercase);
            after_small = letter.is_lowercase();
            if is_hump {
                (start, joined) = (self.end(start), false);
                initials = start;
            }
            if letter.is_ascii() && letter.is_ascii_alphanumeric() {
                self.letters.push(letter.to_ascii_lowercase());
            } else if letter.is_alphanumeric() {
                self.letters.extend(letter.to_lowercase());
            } else if letter == '&' && !joined && self.letters.len() > start && next.is_some_and(char::is_alphanumeric)
            {
                self.letters.push('&');
                joined = true;
            } else if letter == '.' && self.letters.len() == initials + 1 && next.is_some_and(char::is_alphabetic) {
                let is_one = letters.clone().nth(1).is_none_or(|after| !after.is_alphanumeric());
                if is_one {
                    initials += 1;
                    after_small = false;
                } else {
                    (start, joined) = (self.end(start), false);
                    initials = start;
                }
            } else {
                (start, joined) = (self.end(start), false);
                initials = start;
                if letter == '\'' && matches!(next, Some('s' | 'S')) {
                    letters.next();
                    // `'s` at the end of a word; at the beginning of one the letter belongs to it.
                    if letters.peek().is_some_and(|next| next.is_alphanumeric()) {
                        self.letters.push('s');
                    }
                }
            }
        }
        self.end(start);
    }

    /// Ends the word that began at `start`; hands out where the next begins.
    fn end(&mut self, start: usize) -> usize {
        if self.letters.len() > start {
            self.push(start..self.letters.len());
        }
        self.letters.len()
    }

    /// All words, in order.
    pub(super) fn list(&self) -> &[Token] {
        &self.list
    }

    /// A word as it is compared.
    pub(super) fn word(&self, token: &Token) -> &str {
        &self.letters[token.word.0 as usize..token.word.1 as usize]
    }

    /// A word as it was written, in lower case.
    pub(super) fn written(&self, token: &Token) -> &str {
        &self.letters[token.written.0 as usize..token.written.1 as usize]
    }

    /// Adds one word as written, or the words that it is short for.
    fn push(&mut self, written: Range<usize>) {
        if self.joins(&written) {
            return;
        }
        let raw = &self.letters[written.clone()];
        if let Some(long) = SHORT.get(raw) {
            for word in long {
                let start = self.letters.len();
                self.letters.push_str(word);
                self.token(start..self.letters.len(), written.clone());
            }
            return;
        }
        let (keep, ending) = stem(raw);
        if ending.is_empty() {
            self.token(written.start..written.start + keep, written);
        } else {
            let start = self.letters.len();
            self.letters.extend_from_within(written.start..written.start + keep);
            self.letters.push_str(ending);
            self.token(start..self.letters.len(), written);
        }
    }

    /// Two words that are written apart and mean one, as in `book keeper`: the one takes the place of the first.
    fn joins(&mut self, written: &Range<usize>) -> bool {
        let raw = &self.letters[written.clone()];
        let Some(first) = self.list.last() else { return false };
        let Some((a, b, one)) = PAIRS.iter().find(|(a, b, _)| *b == raw && *a == self.word(first)) else {
            return false;
        };
        self.list.pop();
        let start = self.letters.len();
        self.letters.push_str(one);
        let shown = self.letters.len();
        for part in [a, " ", b] {
            self.letters.push_str(part);
        }
        self.token(start..shown, shown..self.letters.len());
        true
    }

    /// The words of the item again, to be marked.
    pub(super) fn list_mut(&mut self) -> &mut [Token] {
        &mut self.list
    }

    fn token(&mut self, word: Range<usize>, written: Range<usize>) {
        // A text of 16 MiB at most: the format's limit.
        let narrow = |range: Range<usize>| {
            (u32::try_from(range.start).unwrap_or(u32::MAX), u32::try_from(range.end).unwrap_or(u32::MAX))
        };
        let text = &self.letters[word.clone()];
        let hash = hash(text.as_bytes());
        let empty = EMPTY.get(&hash);
        let stop = empty == Some(&Empty::Stop);
        let vague = matches!(empty, Some(Empty::Stop | Empty::Vague))
            || text.len() == 1
            || text.bytes().all(|byte| byte.is_ascii_digit());
        let generic = vague || empty.is_some();
        self.list.push(Token { hash, stop, vague, generic, word: narrow(word), written: narrow(written) });
    }
}

/// FNV-1a, 64 bits.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3))
}

/// How much of a word stays when its plural goes, and what is put in its place.
fn stem(word: &str) -> (usize, &'static str) {
    let bytes = word.as_bytes();
    let length = bytes.len();
    if length <= 3 || bytes[length - 1] != b's' {
        return (length, "");
    }
    let ends = |ending: &str| word.ends_with(ending);
    if ends("ies") && length > 4 {
        (length - 3, "y")
    } else if ends("sses") || ends("ches") || ends("shes") || ends("xes") {
        (length - 2, "")
    } else if ends("ss") || ends("us") || ends("is") {
        (length, "")
    } else {
        (length - 1, "")
    }
}

/// Words that say nothing.
const STOP: [&str; 29] = [
    "a", "all", "an", "and", "are", "as", "at", "be", "by", "etc", "for", "from", "in", "is", "its", "of", "on", "or",
    "other", "s", "that", "the", "their", "this", "to", "via", "which", "with", "within",
];

/// Words that name a rank or any work at all; alone they tell no function.
const VAGUE: [&str; 42] = [
    "activity",
    "application",
    "assistant",
    "associate",
    "band",
    "branch",
    "coordinator",
    "department",
    "deputy",
    "division",
    "general",
    "grade",
    "group",
    "head",
    "higher",
    "junior",
    "lead",
    "leader",
    "level",
    "manager",
    "management",
    "member",
    "office",
    "officer",
    "operation",
    "post",
    "principal",
    "programme",
    "project",
    "range",
    "role",
    "scale",
    "section",
    "senior",
    "service",
    "specialist",
    "staff",
    "support",
    "system",
    "team",
    "trainee",
    "unit",
];

/// Words of posts, accounts and lines that are found in every service.
const GENERIC: &str = "administration advisor agent analysis apprentice area assist attendant basic business capital center \
    charge chief clerical clerk client commissioner communication consultant contract contractor contribution corporate cost \
    crew cut delivery development direct director employee engineer equipment establishment executive expense external fee \
    field fixture foreman furniture good graduate hire income indirect inspection internal internship invoice item labor \
    laborer line local maintenance material miscellaneous money movement newly office operative operator organisation out \
    overtime paid paper partner party payment person personal plant private product professional provider provision public \
    purchase receipt region representative running sale salary scheme secretary special specialised specialist strategy \
    student subcontractor subscription sundry superintendent supervisor supply technical technician third tool trade \
    typist uniform various voluntary wage worker";

/// Why a word does not count alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Empty {
    Stop,
    Vague,
    Generic,
}

/// The three lists above by the hash of the word.
static EMPTY: LazyLock<FxHashMap<u64, Empty>> = LazyLock::new(|| {
    let stop = STOP.iter().map(|word| (hash(word.as_bytes()), Empty::Stop));
    let vague = VAGUE.iter().map(|word| (hash(word.as_bytes()), Empty::Vague));
    let generic = GENERIC.split(' ').map(|word| (hash(word.as_bytes()), Empty::Generic));
    stop.chain(vague).chain(generic).collect()
});

/// Words that are written apart, and the one that they are.
const PAIRS: [(&str, &str, &str); 13] = [
    ("book", "keeper", "bookkeeper"),
    ("book", "keeping", "bookkeeper"),
    ("c", "tax", "counciltax"),
    ("council", "tax", "counciltax"),
    ("coordinator", "ordinator", "coordinator"),
    ("e", "mail", "email"),
    ("9", "1", "911"),
    ("911", "1", "911"),
    ("3", "1", "311"),
    ("311", "1", "311"),
    ("sub", "contractor", "subcontractor"),
    ("sub", "contractors", "subcontractor"),
    ("super", "intendent", "superintendent"),
];

/// Short forms and spellings, and what they become.
static SHORT: LazyLock<FxHashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    SHORT_FORMS
        .split(';')
        .filter_map(|entry| entry.trim().split_once('='))
        .map(|(short, long)| (short, long.split(' ').collect()))
        .collect()
});

const SHORT_FORMS: &str = "\
    acc=account; accnt=account; accntg=account; accntnt=account; accountan=account; accountancy=account; \
    accountant=account; accountants=account; accounting=account; acct=account; acctg=account; accts=account; \
    actg=account; adm=administration; admin=administration; administra=administration; administrat=administration; \
    administrative=administration; administrator=administration; admins=administration; adminstrative=administration; \
    admn=administration; adviser=advisor; advsr=advisor; agcy=agency; alloc=allocation; amb=ambulance; \
    analyses=analysis; analyst=analysis; analysts=analysis; analytical=analysis; anlst=analysis; ao=administration \
    officer; appl=application; appr=apprentice; arch=architect; aso=administration support officer; assc=associate; \
    assess=assessment; assis=assistant; assist=assistant; assmt=assessment; asso=associate; assoc=associate; \
    asst=assistant; ast=assistant; attny=attorney; atty=attorney; aux=auxiliary; ben=benefit; bens=benefit; \
    bi=business intelligence; bkkpr=bookkeeper; bld=building; bldg=building; bldgs=building; bookkeeping=bookkeeper; \
    build=building; busn=business; capt=captain; caterer=cater; catering=cater; centre=center; ceo=chief executive; \
    cex=chief executive; cfo=chief finance officer; chf=chief; children=child; childrens=child; chldrn=child; \
    cio=chief information officer; cleaner=clean; cleaning=clean; clin=clinical; clk=clerk; cllr=councillor; \
    cmputer=computer; cncl=council; co=coordinator; coll=college; collec=collection; collectn=collection; \
    commn=commission; commr=commissioner; comms=communication; compt=computer; compu=computer; computing=computer; \
    conf=conference; constr=construction; contr=contract; contracts=contract; contri=contribution; \
    contrib=contribution; contribs=contribution; contributions=contribution; coord=coordinator; corp=corporate; \
    corr=correctional; couns=counselor; counsellor=counselor; crim=criminal; crm=customer relationship management; \
    csr=customer service representative; ctax=counciltax; cto=chief technology officer; ctte=committee; \
    cttee=committee; cust=customer; cyp=child young people; dba=database administration; defence=defense; dep=deputy; \
    depn=depreciation; dept=department; depty=deputy; despatcher=dispatcher; dev=development; dir=director; \
    dispatch=dispatcher; dist=district; div=division; dm=document management; dpty=deputy; ea=executive assistant; \
    ecd=economic development; econ=economic; edrms=electronic document record management; educ=education; \
    educn=education; eho=environmental health officer; electr=electrical; emerg=emergency; empl=employee; \
    enf=enforcement; enforcemnt=enforcement; eng=engineer; engineering=engineer; engineers=engineer; engr=engineer; \
    engrg=engineer; enquiries=inquiry; enquiry=inquiry; env=environment; envir=environment; environ=environment; \
    environmental=environment; eo=executive officer; epidemiologist=epidemiology; eqmt=equipment; eqp=equipment; \
    eqpt=equipment; eqt=equipment; equip=equipment; equipm=equipment; erp=enterprise resource planning; \
    exec=executive; expend=expense; fac=facility; facil=facility; facs=facility; fin=finance; financial=finance; \
    fld=field; fm=facility management; foi=freedom information; ftr=fighter; furn=furniture; gen=general; \
    genl=general; gov=government; govt=government; grad=graduate; grds=grounds; grp=group; gtr=greater; h&s=health \
    safety; hb=housing benefit; hd=head; heo=higher executive officer; highways=highway; hlth=health; hosp=hospital; \
    hr=human resources; hsg=housing; hsng=housing; hwy=highway; hwys=highway; ict=it; inf=information; \
    info=information; ins=insurance; insp=inspection; inspctr=inspection; inspec=inspection; inspector=inspection; \
    inspectorate=inspection; instr=instructor; insur=insurance; intl=international; invest=investment; \
    investigations=investigation; investigative=investigation; investigator=investigation; janitorial=janitor; \
    jr=junior; justce=justice; juv=juvenile; kpr=keeper; l&d=learning development; lab=laboratory; labour=labor; \
    labourer=laborer; labr=laborer; labs=laboratory; lac=looked after child; lawyers=lawyer; ldr=leader; lea=local \
    education authority; learn=learning; legisl=legislative; lib=library; libr=library; librarian=library; \
    libs=library; lic=license; licence=license; licences=license; licencing=license; licenses=license; \
    licensing=license; lieut=lieutenant; lpn=licensed practical nurse; lvn=licensed vocational nurse; mach=machine; \
    maint=maintenance; maintce=maintenance; maintena=maintenance; maintnance=maintenance; mech=mechanic; \
    mechanical=mechanic; med=medical; mfr=manufacturer; mgmnt=management; mgmt=management; mgr=manager; mgrs=manager; \
    mgt=management; misc=miscellaneous; mkt=market; mktg=marketing; mktng=marketing; mngmt=management; mngr=manager; \
    mntnc=maintenance; mtc=maintenance; mtce=maintenance; mtnce=maintenance; mun=municipal; munic=municipal; \
    nat=national; natl=national; ndr=business rates; nndr=business rates; nsg=nurse; nurs=nursing; nursing=nurse; \
    nursng=nursing; occ=occupational; occup=occupational; ofc=office; ofcr=officer; offcr=officer; offr=officer; \
    ofr=officer; op=operation; oper=operator; operational=operation; opers=operation; opr=operator; oprtr=operator; \
    ops=operation; optr=operator; org=organisation; organisational=organisation; organization=organisation; \
    organizational=organisation; pa=personal assistant; payt=payment; payts=payment; pharm=pharmacy; \
    pharmacist=pharmacy; photocop=photocopying; photocopier=photocopying; photocopiers=photocopying; phys=physical; \
    physio=physiotherapy; physiotherapist=physiotherapy; pkg=parking; plann=planning; plng=planning; plnr=planner; \
    pment=payment; pmnt=payment; pmo=programme project management office; pmt=payment; pmts=payment; po=principal \
    officer; policies=policy; ppm=programme project management; prac=practitioner; practnr=practitioner; prem=premium; \
    pres=president; prg=programme; prgm=programme; prin=principal; princ=principal; printing=print; prncpl=principal; \
    prnt=print; prob=probation; procure=procurement; procurmnt=procurement; prof=professor; professr=professor; \
    profs=professor; prog=programme; progm=programme; program=programme; programmes=programme; programs=programme; \
    proj=project; prop=property; prov=provision; provn=provision; prtg=print; prtng=print; psych=psychology; \
    psychological=psychology; psychologist=psychology; ptg=print; pub=public; publ=public; purch=purchase; \
    purchaser=purchase; purchasing=purchase; pymnts=payment; pymt=payment; pymts=payment; pyts=payment; qa=quality \
    assurance; qty=quantity; r&d=research development; rchg=recharge; rcpts=receipt; recep=reception; \
    receptionist=reception; recharged=recharge; rechg=recharge; rechgs=recharge; rechrgs=recharge; recpt=reception; \
    recpts=receipt; recr=recruitment; recruiting=recruitment; regs=regulation; regulator=regulation; \
    regulatory=regulation; rehab=rehabilitation; rels=relation; rep=representative; repr=repair; reps=representative; \
    resch=research; resid=residential; resp=response; resrch=research; rev=revenue; revenues=revenue; revs=revenue; \
    rn=registered nurse; s151=section 151 finance; sal=salary; salaries=salary; sals=salary; sch=school; schl=school; \
    schls=school; schs=school; sci=science; scientific=science; scientist=science; sec=secretary; secr=secretary; \
    secretarial=secretary; secty=secretary; secy=secretary; sen=special educational need; send=special educational \
    need; seo=senior executive officer; serv=service; servs=service; sgt=sergeant; snr=senior; soc=social; \
    spc=specialist; spclst=specialist; spec=specialist; specl=special; splst=specialist; spv=supervisor; \
    spvr=supervisor; sr=senior; srv=service; srvc=service; srvcs=service; srvs=service; sta=station; \
    statistical=statistic; statistician=statistic; statistics=statistic; stats=statistic; staty=stationery; \
    stds=standard; stf=staff; stnry=stationery; strat=strategy; strategic=strategy; strategies=strategy; stud=student; \
    subs=subscription; subsist=subsistence; sundries=sundry; suppl=supply; suppt=support; supr=supervisor; \
    suprv=supervisor; suprvsr=supervisor; supt=superintendent; supv=supervisor; supvr=supervisor; supvsr=supervisor; \
    surv=survey; svc=service; svcs=service; svs=service; swk=social worker; sys=system; syst=system; systs=system; \
    tchng=teaching; tchr=teacher; teachers=teacher; tec=technician; tech=technical; techn=technician; \
    techncn=technician; technicn=technician; tel=telephone; tele=telephone; telecom=telecommunication; \
    telecomms=telecommunication; telecoms=telecommunication; telephones=telephone; telephony=telephone; \
    temps=temporary; tfc=traffic; therapist=therapy; tng=training; traing=training; tranport=transport; \
    transp=transport; transportation=transport; treas=treasury; treasurer=treasury; trng=training; trnsp=transport; \
    trsy=treasury; tso=trading standards officer; univ=university; util=utility; veh=vehicle; vehcle=vehicle; \
    vehs=vehicle; vict=victim; vol=voluntary; vols=voluntary; voluntry=voluntary; vp=vice president; whse=warehouse; \
    wkr=worker; wkrs=worker; wrkr=worker; yp=young people; yth=youth \
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_meet() {
        let mut tokens = Tokens::default();
        for (text, words) in [
            ("HR Mgrs", "human resources manager"),
            ("HelpDesk Analyst's queries", "help desk analysis query"),
            ("H&S and R&D", "health safety and research development"),
            ("Café—Manager’s boxes, buses & glasses 2s", "cafe manager box buse glass 2s"),
            ("eSourcing", "e sourcing"),
            ("…", ""),
        ] {
            tokens.clear();
            tokens.add(text);
            let found: Vec<&str> = tokens.list().iter().map(|token| tokens.word(token)).collect();
            assert_eq!(found.join(" "), words, "{text}");
        }
    }
}
